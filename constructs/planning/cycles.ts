import type { Service } from '../declaration/index.ts';
import { fault } from './fault.ts';

type Graph = ReadonlyMap<string, readonly string[]>;

/** A cycle of synchronous calls waits for itself. Of each knot of services that call each other, a shortest cycle is shown. */
export function cycleFaults(services: readonly Service[]): string[] {
  const graph = knots(new Map(services.map(({ name, calls }) => [name, [...new Set(calls.map(({ callee }) => callee.name))].sort()])));
  const shown = new Set<string>();
  return [...graph.keys()].sort().flatMap((name) => {
    if (shown.has(name)) return [];
    const cycle = shortestCycle(name, graph);
    for (const member of cycle) shown.add(member);
    return cycle.length > 0 ? [fault(`the calls ${cycle.join(' -> ')} form a cycle`, 'let one of them publish a topic that the other consumes')] : [];
  });
}

/** What is left of a graph when those who call nobody left are taken away, again and again (Kahn): empty where there is no cycle. */
function knots(graph: Graph): Graph {
  const callers = Map.groupBy([...graph].flatMap(([caller, callees]) => callees.map((callee) => ({ caller, callee }))), ({ callee }) => callee);
  const open = new Map([...graph].map(([name, callees]) => [name, callees.filter((callee) => graph.has(callee)).length]));
  const done = [...open].filter(([, count]) => count === 0).map(([name]) => name);
  for (const name of done) {
    for (const { caller } of callers.get(name) ?? []) {
      const left = (open.get(caller) ?? 0) - 1;
      open.set(caller, left);
      if (left === 0) done.push(caller);
    }
  }
  const taken = new Set(done);
  return new Map([...graph].filter(([name]) => !taken.has(name)));
}

/** The shortest way from a service back to itself, by breadth; empty when there is none. */
function shortestCycle(start: string, graph: Graph): string[] {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const one of queue) {
    for (const callee of graph.get(one) ?? []) {
      if (cameFrom.has(callee)) continue;
      cameFrom.set(callee, one);
      if (callee === start) return pathBack(start, cameFrom);
      queue.push(callee);
    }
  }
  return [];
}

function pathBack(start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const path = [start];
  for (let at = cameFrom.get(start); at !== undefined && at !== start; at = cameFrom.get(at)) path.unshift(at);
  return [start, ...path];
}
