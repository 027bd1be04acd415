/** The texts of CEL that a rule comes to, for files and for admission alike. */
import { isTruth } from './cel/literals.ts';
import { treeOf } from './cel/program.ts';
import { celAt, pathOf } from './field.ts';
import type { Each, Expression, ObjectRule, Param, Params } from './rule.ts';
import type { Shape } from './shapes.ts';

/** A text as CEL writes it. */
export const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;

function literal(param: Param): string {
  if (typeof param === 'string') return quoted(param);
  return typeof param === 'object' ? `[${param.map(quoted).join(', ')}]` : String(param);
}

/** Throws where a text names a parameter that the rule has not. */
function withParams(text: string, params: Params, id: string, written: (param: Param) => string = literal): string {
  return text.replaceAll(/\bparams\.(\w+)/g, (_, name: string) => {
    const param = params[name];
    if (param === undefined) throw new Error(`${id}: params.${name} is not among its params: ${Object.keys(params).join(', ') || 'it has none'}`);
    return written(param);
  });
}

/** In a message, as people read it. */
const inWords = (param: Param): string => (typeof param === 'object' ? param.join(', ') : String(param));

/** What a rule about pods speaks of, by its name after `variables.`. */
export const podVariables = ({ path }: Shape): Readonly<Record<string, string>> => ({
  // The template may be missing (a Rollout that points to a Deployment), and then the rule has nothing to judge.
  template: celAt('dyn(object)', path, '{}'),
  spec: 'variables.template.?spec.orValue({})',
  containers: ['containers', 'initContainers', 'ephemeralContainers'].map((name) => `variables.spec.?${name}.orValue([])`).join(' + '),
});

/** The CEL that gives the items of a list. */
const itemsOf = ({ list }: Each, pods: boolean): string => (pods && list === 'containers' ? 'variables.containers' : celAt(pods ? 'variables.template' : 'object', pathOf(list), '[]'));

/** The API server takes a text only when it cannot be anything but true or false, and a field's value might be. */
const asTruth = (text: string): string => (isTruth(treeOf(text)) ? text : `(${text}) == true`);

export interface Texts {
  readonly expression: Expression;
  /** True of an object that holds the rule, or that the rule is not about. */
  readonly holds: string;
  /** What is wrong with an object that breaks it, as CEL. */
  readonly message: string;
  /** Of an item, true where it is right. Without `each` the same as the expression. */
  readonly alone: string;
}

export function textsOf(rule: ObjectRule): readonly Texts[] {
  const { params = {} } = rule;
  return rule.expressions.map((expression) => {
    const { each } = expression;
    const message = withParams(expression.message, params, rule.id, inWords);
    const alone = withParams(expression.expression, params, rule.id);
    const pods = rule.match === 'pods';
    const whole = each ? `${itemsOf(each, pods)}.all(${each.as}, ${alone})` : alone;
    const when = rule.when && withParams(rule.when, params, rule.id);
    const names = each && `${itemsOf(each, pods)}.filter(${each.as}, !(${alone})).map(${each.as}, ${each.called ?? `${each.as}.name`}).join(', ')`;
    return {
      expression,
      alone,
      holds: when ? `!(${when}) || (${whole})` : asTruth(whole),
      message: each ? `${quoted(`${rule.id}: ${each.as} `)} + ${names ?? ''} + ${quoted(`: ${message}`)}` : quoted(`${rule.id}: ${message}`),
    };
  });
}
