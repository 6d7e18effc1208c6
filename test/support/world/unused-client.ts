/** Stands where a client is asked for and must not be used. */
export const UNUSED_CLIENT = {
  send: (command: object): never => {
    throw new Error(`not set up: ${command.constructor.name}`);
  },
} as never;
