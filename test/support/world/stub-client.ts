type Answer = (input: Record<string, never>) => unknown;
export type Answers = Readonly<Record<string, Answer>>;

/** A call: the name of its command, and its input. */
export interface Call {
  readonly name: string;
  readonly input: Record<string, unknown>;
}

/** A client of any service that answers commands by their names, as often as they come, and throws on any other. */
export class StubClient {
  private answers: Answers = {};
  private calls: Call[] = [];

  /** Sets the answers, `{ SendMessage: input => … }`. Returns the calls from now on. */
  answer(answers: Answers): readonly Call[] {
    this.answers = answers;
    this.calls = [];
    return this.calls;
  }

  async send(command: { readonly input: Record<string, never> }): Promise<unknown> {
    const name = command.constructor.name.replace(/Command$/, '');
    const answer = this.answers[name];
    if (!answer) throw new Error(`not set up: ${name} ${JSON.stringify(command.input)}`);
    this.calls.push({ name, input: command.input });
    return answer(command.input);
  }

  /** As the type of whatever client is asked for. */
  as<T>(): T {
    return this as unknown as T;
  }
}
