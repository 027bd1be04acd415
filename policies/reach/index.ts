/** Effective reachability, and the proof that it is as declared. */
export { causeText, type Cause } from './cause.ts';
export { reach, type CommandResult, type ReachFormat, type ReachProps } from './command.ts';
export { differencesOf, prove, type Proof } from './compare.ts';
export { differenceText, walls, type Difference, type Wall } from './difference.ts';
export { worldOf, type World } from './world.ts';
export { allWays, type EffectiveWay, type Question } from './ways.ts';
