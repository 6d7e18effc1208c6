type Answer = (input: Record<string, never>) => unknown;

interface ClientClass {
  readonly prototype: { send(command: never): Promise<unknown> };
}

/** Answers the commands of a client that handlers make for themselves, by name; throws on any other. Returns the calls. */
export function stub(client: ClientClass, answers: Readonly<Record<string, Answer>>): { readonly name: string; readonly input: Record<string, unknown> }[] {
  const calls: { name: string; input: Record<string, unknown> }[] = [];
  jest.spyOn(client.prototype, 'send').mockImplementation(async (command: { readonly input: Record<string, never> }) => {
    const name = command.constructor.name.replace(/Command$/, '');
    const answer = answers[name];
    if (!answer) throw new Error(`not set up: ${name} ${JSON.stringify(command.input)}`);
    calls.push({ name, input: command.input });
    return answer(command.input);
  });
  return calls;
}
