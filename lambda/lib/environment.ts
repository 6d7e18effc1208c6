import { Env } from '../../src/contract/environment';

/**
 * A variable that the construct sets. Throws where it is not there, which is a defect of the stack, not of an order.
 */
export function required(name: (typeof Env)[keyof typeof Env]): string {
  const value = process.env[name];
  if (!value) {
    throw new Error(`environment variable ${name} is not set; the construct that makes this function sets it`);
  }
  return value;
}

export const optional = (name: (typeof Env)[keyof typeof Env]): string | undefined => process.env[name] || undefined;
