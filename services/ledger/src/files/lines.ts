/** Our own form, for providers whose reports have no reader of their own: one JSON object a line, minor units. */
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { exponentOf } from '../../../kit/money.ts';
import { readRows, referenceOf, type FileLine } from './file.ts';

const amount = Type.Integer({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER });

const line = Compile(
  Type.Object(
    {
      kind: Type.Union([Type.Literal('capture'), Type.Literal('refund')]),
      reference: Type.String(),
      gross: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
      fee: amount,
      currency: Type.String(),
    },
    { additionalProperties: false },
  ),
);

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new RangeError('is no JSON');
  }
};

export const readLines = (text: string): FileLine[] =>
  readRows(
    text.split(/\r?\n/).map((row, i) => ({ number: i + 1, row })).filter(({ row }) => row.trim() !== ''),
    (row) => {
      const value = parsed(row);
      if (!line.Check(value)) throw new RangeError(line.Errors(value).map(({ instancePath, message }) => `${instancePath} ${message}`.trim()).join(', '));
      exponentOf(value.currency);
      return { kind: value.kind, references: [referenceOf(value.reference)], gross: BigInt(value.gross), fee: BigInt(value.fee), currency: value.currency };
    },
  );
