declare module 'asl-validator' {
  /** Checks a definition in Amazon States Language. */
  export default function validate(definition: object): {
    readonly isValid: boolean;
    readonly errorsText: (separator?: string) => string;
  };
}
