/** One value that fits a schema, for fakes and as a beginning for fuzzing: what is optional is left out unless asked for. */
import { IsOptional, type TSchema } from 'typebox';

const texts = ['sample', 'sampletoken', 'EUR', 'FR', 'en', '2026-11-25T09:00:00Z', '2026-11-25', '0b0f6a5e-5a4c-4b7e-9a51-0d6c0c6f7a11', '1000', '4242', 'https://shop.example', 'a@b.example', '+431234567', 'AB12-34', '1.2.3.4'];

interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly TSchema[];
  readonly properties?: Readonly<Record<string, TSchema>>;
  readonly minProperties?: number;
  readonly items?: TSchema;
  readonly minItems?: number;
  readonly minimum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

function textOf({ pattern, minLength = 0, maxLength = Infinity }: Schema): string {
  const regexp = pattern === undefined ? undefined : new RegExp(pattern, 'u');
  const found = texts.find((text) => text.length >= minLength && text.length <= maxLength && (regexp?.test(text) ?? true));
  if (found === undefined) throw new Error(`no sample fits the pattern ${String(pattern)}: add one to services/kit/testing/sample.ts`);
  return found;
}

export interface SampleProps {
  /** Whether objects have what is optional too. @default false */
  readonly whole?: boolean;
}

export function sampleOf(schema: TSchema, props: SampleProps = {}): unknown {
  const known: Schema = schema;
  if ('const' in known) return known.const;
  if (known.enum) return known.enum[0];
  if (known.anyOf?.[0]) return sampleOf(known.anyOf[0], props);
  switch (known.type) {
    case 'object': {
      const entries = Object.entries(known.properties ?? {});
      const least = known.minProperties ?? 0;
      const kept = entries.filter(([, value], i) => props.whole === true || !IsOptional(value) || i < least);
      return Object.fromEntries(kept.map(([name, value]) => [name, sampleOf(value, props)]));
    }
    case 'array':
      return known.items ? Array.from({ length: Math.max(known.minItems ?? 0, props.whole === true ? 1 : 0) }, () => sampleOf(known.items ?? {}, props)) : [];
    case 'integer':
    case 'number':
      return known.minimum ?? 0;
    case 'string':
      return textOf(known);
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return {};
  }
}
