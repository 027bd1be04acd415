/** Kubernetes' environment of CEL, on the evaluator `@bufbuild/cel`. */
import { celEnv, type CelEnv, type CelFunc } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { comprehensions } from './functions/comprehensions.ts';
import { formats } from './functions/formats.ts';
import { lists } from './functions/lists.ts';
import { network } from './functions/network.ts';
import { optionals } from './functions/optionals.ts';
import { quantityFunctions } from './functions/quantities.ts';
import { texts } from './functions/texts.ts';
import { matches } from './patterns.ts';

/** Later ones of the same name and types replace the earlier. */
const functions: readonly CelFunc[] = [...strings, ...comprehensions, ...formats, ...lists, ...network, ...optionals, ...quantityFunctions, ...texts];

export const environment: CelEnv = celEnv({ funcs: [...functions], re2: { compile: (expression) => ({ test: (text) => matches(text, expression) }) } });
