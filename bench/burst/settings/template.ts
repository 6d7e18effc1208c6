/** A synthesized template, as far as the bench reads it. */
export interface CloudFormationTemplate {
  readonly Resources: Record<string, TemplateResource>;
}

interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

/** Reads a template. Everything that is not there throws: a bench that guesses would drift from the pipeline. */
export class TemplateReader {
  constructor(private readonly template: CloudFormationTemplate) {}

  /** The resources of a type, by logical id. */
  public ofType(type: string): TemplatePart[] {
    return Object.entries(this.template.Resources)
      .filter(([, resource]) => resource.Type === type)
      .map(([id, { Properties }]) => new TemplatePart(id, Properties ?? {}));
  }

  /** The only resource of a type that passes a test. */
  public theOnly(type: string, what: string, test: (part: TemplatePart) => boolean = () => true): TemplatePart {
    const found = this.ofType(type).filter(test);
    if (found.length === 1) return found[0]!;
    throw new Error(`the template has ${found.length} resources of type ${type} as ${what}; allowed: exactly one`);
  }

  public resource(type: string, id: string): TemplatePart {
    return this.theOnly(type, id, part => part.id === id);
  }
}

/** A resource, or a part of one: its values by path. */
export class TemplatePart {
  constructor(public readonly id: string, private readonly values: unknown) {}

  /** The value at a path such as `RedrivePolicy.maxReceiveCount`. Undefined if it is not there. */
  public optional(path: string): unknown {
    return path.split('.').reduce<unknown>((value, key) =>
      (isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), this.values);
  }

  public optionalNumber(path: string): number | undefined {
    const value = this.optional(path);
    if (value === undefined) return undefined;
    const number = typeof value === 'string' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
    throw new Error(`${path} of ${this.id} is ${JSON.stringify(value)}; allowed: a number`);
  }

  public number(path: string): number {
    return this.optionalNumber(path) ?? this.missing(path);
  }

  public text(path: string): string {
    const value = this.optional(path);
    return typeof value === 'string' ? value : this.missing(path);
  }

  public list(path: string): readonly unknown[] {
    const value = this.optional(path);
    return Array.isArray(value) ? value : this.missing(path);
  }

  /** A part of this one, such as an element of a list. */
  public part(values: unknown, name: string): TemplatePart {
    return new TemplatePart(`${this.id}: ${name}`, values);
  }

  /** The logical id of the resource that a value refers to, by `Ref` or `Fn::GetAtt`. */
  public reference(path: string): string {
    return referenceIn(this.optional(path)) ?? this.missing(path);
  }

  /** The attribute of another resource to which a value refers. Undefined if it refers to none. */
  public attribute(path: string): unknown {
    return (this.optional(`${path}.Fn::GetAtt`) as unknown[] | undefined)?.[1];
  }

  /** The text of a value in which references are replaced by logical ids. */
  public resolved(path: string): string {
    const value = this.optional(path);
    if (typeof value === 'string') return value;
    const join = isJsonObject(value) ? value['Fn::Join'] as [string, unknown[]] | undefined : undefined;
    const [separator, parts] = join ?? this.missing(path);
    const textOf = (part: unknown) => (typeof part === 'string' ? part : referenceIn(part));
    return parts.map(part => textOf(part) ?? this.missing(path)).join(separator);
  }

  private missing(path: string): never {
    throw new Error(`${path} of ${this.id} is missing in the template, or has a form that the bench does not know`);
  }
}

const isJsonObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function referenceIn(value: unknown): string | undefined {
  if (!isJsonObject(value)) return undefined;
  if (typeof value.Ref === 'string') return value.Ref;
  const [id] = (value['Fn::GetAtt'] ?? []) as unknown[];
  return typeof id === 'string' ? id : undefined;
}
