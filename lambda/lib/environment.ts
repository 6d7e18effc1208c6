import { Env } from '../../src/contract/environment';

/**
 * Reads an environment variable that the construct sets. Throws if it is missing, which is a defect of the stack.
 */
export function required(name: (typeof Env)[keyof typeof Env]): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`environment variable ${name} is not set; the construct that makes this function sets it`);
  }
  return value;
}

export const optional = (name: (typeof Env)[keyof typeof Env]): string | undefined => process.env[name] || undefined;
