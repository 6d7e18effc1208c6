/** What a client answers to one call: a value, an error to throw, or what a function makes of the input. */
export type Answer = object | Error | ((input: never) => unknown);

/** A client of any service that gives the answers it was set up with, in turn, and throws on any call beyond them. */
export class ScriptedClient {
  /** Each call, as the name of its command and its input. */
  readonly sent: { readonly name: string; readonly input: Record<string, unknown> }[] = [];
  private readonly answers: Answer[];

  constructor(...answers: readonly Answer[]) {
    this.answers = [...answers];
  }

  async send(command: { readonly input: object }): Promise<unknown> {
    const { name } = command.constructor;
    this.sent.push({ name, input: command.input as Record<string, unknown> });
    const answer = this.answers.shift();
    if (answer === undefined) throw new Error(`not set up: ${name} ${JSON.stringify(command.input)}`);
    if (answer instanceof Error) throw answer;
    return typeof answer === 'function' ? answer(command.input as never) : answer;
  }

  /** As the type of whatever client is asked for. */
  as<T>(): T {
    return this as unknown as T;
  }
}
