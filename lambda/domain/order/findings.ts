import * as v from 'valibot';
import { MAX_AMOUNT } from './amount';
import { type Problem, described, pathTo, problemAt, received, wrongType } from './problem';
import { ProblemCode } from './problem-codes';
import { LONE_SURROGATE } from './texts';

/** What was found in a value that should be an order. */
export interface Findings {
  /** The problems, at most PROBLEMS_REPORTED. */
  readonly problems: readonly Problem[];
  /** Whether the value can be recorded as an order: it has the right shape, and DynamoDB can store its values. */
  readonly isReadable: boolean;
}

/** The maximum number of problems in a report: more than anybody repairs at once, and few enough for a response. */
const PROBLEMS_REPORTED = 1_000;

/** The schemas of which an order is made, as far as the search looks into them. */
interface Shape {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly item?: Shape;
  readonly key?: Shape | string;
  readonly value?: Shape;
  readonly wrapped?: Shape;
  /** Of a variant: its objects, the field that tells them apart, and the code of an unknown value in it. */
  readonly options?: readonly Shape[];
  readonly literal?: unknown;
  readonly message?: unknown;
  /** The schema itself, then the rules for its values. */
  readonly pipe?: readonly unknown[];
}

/** Finds what is wrong with a value, by its schema. */
export function findingsIn(schema: v.GenericSchema, input: unknown): Findings {
  const search = new Search();
  search.visit(schema as unknown as Shape, input, '$');
  return search;
}

/**
 * Looks at each value once, outermost first, so that its cost depends on what the schema allows, not on what a client
 * sends. It counts lines and entries before it looks at any of them: 80,000 empty lines, which fit into 256 KiB, would
 * otherwise make 240,000 problems. It keeps only as many problems as it reports.
 */
class Search implements Findings {
  readonly problems: Problem[] = [];
  isReadable = true;

  /** Whether nothing that is still to come could change the result. */
  private get isDone(): boolean {
    return this.problems.length === PROBLEMS_REPORTED && !this.isReadable;
  }

  visit(shape: Shape, input: unknown, path: string): void {
    if (shape.wrapped) return this.visit(shape.wrapped, input, path);
    if (input === undefined) return this.refuse(problemAt(path, ProblemCode.MISSING, 'missing'));
    if (shape.options && typeof shape.key === 'string') return this.visitVariant(shape.options, shape, input, path);
    if (shape.item) return this.visitList(shape, shape.item, input, path);
    if (shape.entries) return this.visitObject(shape.entries, input, path);
    if (shape.type === 'record') return this.visitRecord(shape, input, path);
    this.visitValue(shape, input, path);
  }

  private visitList(shape: Shape, item: Shape, input: unknown, path: string): void {
    if (!Array.isArray(input)) return this.refuse(wrongType(path, received(input), 'Array'));
    if (!this.keepsCount(shape, input, path)) return;
    for (let index = 0; index < input.length && !this.isDone; index++) {
      this.visit(item, input[index], pathTo(path, index));
    }
  }

  private visitObject(entries: Readonly<Record<string, Shape>>, input: unknown, path: string): void {
    if (!isObject(input)) return this.refuse(wrongType(path, received(input), 'Object'));
    for (const [key, shape] of Object.entries(entries)) {
      if (!Object.hasOwn(input, key) && shape.type !== 'optional') this.visit(shape, undefined, pathTo(path, key));
    }
    for (const key of Object.keys(input)) {
      if (this.isDone) return;
      if (Object.hasOwn(entries, key)) this.visit(entries[key]!, input[key], pathTo(path, key));
      else this.refuseField(path, key);
    }
  }

  private visitVariant(options: readonly Shape[], { key, message }: Shape, input: unknown, path: string): void {
    if (!isObject(input)) return this.refuse(wrongType(path, received(input), 'Object'));
    const field = String(key);
    const value = Object.hasOwn(input, field) ? input[field] : undefined;
    const option = options.find(({ entries }) => entries![field]!.literal === value);
    if (option) return this.visit(option, input, path);
    const code = value === undefined ? ProblemCode.MISSING : message as ProblemCode;
    this.refuse(problemAt(pathTo(path, field), code, value === undefined ? 'missing' : received(value)));
  }

  private visitRecord(shape: Shape, input: unknown, path: string): void {
    if (!isObject(input)) return this.refuse(wrongType(path, received(input), 'Object'));
    if (!this.keepsCount(shape, input, path)) return;
    for (const [key, value] of Object.entries(input)) {
      if (SPECIAL_KEYS.includes(key)) {
        this.refuseField(path, key);
        continue;
      }
      this.visitValue(shape.key as Shape, key, pathTo(path, key));
      this.visit(shape.value!, value, pathTo(path, key));
    }
  }

  /** Checks the rules about the number of elements. Returns false if there are too many to look at. */
  private keepsCount(shape: Shape, input: unknown, path: string): boolean {
    const [, ...rules] = shape.pipe ?? [];
    const issues = issuesOf(v.pipe(v.any(), ...rules as v.GenericPipeAction[]), input);
    const isTooLong = issues.some(({ type }) => type === 'max_length' || type === 'max_entries');
    for (const { message } of issues) this.add(problemAt(path, message as ProblemCode, received(input)), !isTooLong);
    return !isTooLong;
  }

  private visitValue(shape: Shape, input: unknown, path: string): void {
    const value = isWriteOnly(shape) ? described(input) : received(input);
    if (typeof input === 'string' && LONE_SURROGATE.test(input)) {
      return this.refuse(problemAt(path, ProblemCode.BROKEN_UNICODE, value));
    }
    for (const { kind, message, expected, requirement } of issuesOf(shape as unknown as v.GenericSchema, input)) {
      if (kind !== 'validation') {
        this.refuse(wrongType(path, value, expected ?? 'another type'));
        continue;
      }
      const problem = problemAt(path, message as ProblemCode, value, requirement);
      this.add(problem, isRecordable(message, input));
    }
  }

  private refuseField(parent: string, key: string): void {
    this.refuse(problemAt(pathTo(parent, key), ProblemCode.UNKNOWN_FIELD, 'not known'));
  }

  private refuse(problem: Problem): void {
    this.add(problem, false);
  }

  private add(problem: Problem, isReadable: boolean): void {
    if (this.problems.length < PROBLEMS_REPORTED) this.problems.push(problem);
    this.isReadable &&= isReadable;
  }
}

/** Whether the schema says that nobody reads the value. A problem with it is reported, too, so it does not show it. */
const isWriteOnly = ({ pipe = [] }: Shape): boolean =>
  pipe.some(action => (action as v.MetadataAction<unknown, { writeOnly?: true }>).metadata?.writeOnly === true);

const issuesOf = (schema: v.GenericSchema, input: unknown) => v.safeParse(schema, input).issues ?? [];

const isObject = (input: unknown): input is Readonly<Record<string, unknown>> =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

/** Keys that have a meaning in JavaScript, so that code which copies the object could lose them. */
const SPECIAL_KEYS = ['__proto__', 'constructor', 'prototype'];

/** Whether a value that breaks a rule can still be recorded. The id becomes a key. */
const isRecordable = (code: string, input: unknown): boolean =>
  code !== ProblemCode.ORDER_ID_INVALID && (typeof input !== 'number' || isRecordableNumber(input));

/** Whether a number is neither too large for JSON to carry exactly, nor too close to zero for a DynamoDB attribute. */
const isRecordableNumber = (value: number): boolean =>
  value === 0 || (Math.abs(value) <= MAX_AMOUNT && Math.abs(value) >= 1e-100);
