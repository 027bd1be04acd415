// The validation plugin that `cdk8s.yaml` names. The command-line tool loads it by `require`, on whichever Node.js it runs on itself, so it is
// plain JavaScript and asks the program, which may need another.
const { spawnSync } = require('node:child_process');
const { existsSync, mkdtempSync, readFileSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { dirname, join, relative, resolve, sep } = require('node:path');
const { node, program } = require('./program.cjs');

/** The longest folder that all files are in. */
function common(files) {
  return files.map((file) => dirname(file)).reduce((folder, other) => {
    let shared = folder;
    while (shared !== other && !other.startsWith(shared + sep)) shared = dirname(shared);
    return shared;
  });
}

/**
 * The folder of the one cluster that is below: what is set lies beside its stacks, and of a single stack the longest folder is the stack's own. Above the
 * project nothing is looked for.
 */
function clusterAround(folder) {
  for (let at = folder; at !== process.cwd() && at !== dirname(at); at = dirname(at)) if (existsSync(join(at, 'policies.json'))) return at;
  return folder;
}

/** The folders of the clusters, each judged by itself: those below the output folder where everything is in one, else that folder. */
function clustersOf(manifests) {
  const files = manifests.map((file) => resolve(file));
  const root = common(files);
  const paths = files.map((file) => relative(root, file).split(sep));
  return paths.every((path) => path.length > 2) ? [...new Set(paths.map(([first]) => join(root, first)))] : [clusterAround(root)];
}

/** Where the program could not even begin, as by settings that it does not understand, its own words are what was not judged. */
const nothingJudged = (message) => ({ objects: 0, rules: [], findings: [], waived: [], staleWaivers: [], notJudged: [{ file: 'guichet-policies', message }] });

function judge(manifests) {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-policies-'));
  const file = join(folder, 'report.json');
  try {
    const { status, stderr, error } = spawnSync(node, [program, 'check', '--each', ...clustersOf(manifests), '--output', `json=${file}`], { encoding: 'utf8' });
    if (error) throw error;
    if (stderr !== '') return { status, report: nothingJudged(stderr.trim()) };
    return { status, report: JSON.parse(readFileSync(file, 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const resourcesOf = (findings) => findings.map(({ object, message, places }) => ({
  resourceName: object.name,
  manifestPath: places[0].file,
  locations: places.map(({ line, column, field }) => `${line}:${column} ${field}: ${message}`),
}));

class GuichetPolicies {
  validate({ manifests, report, logger }) {
    if (manifests.length === 0) {
      logger.log('guichet-policies: there is no manifest to judge');
      report.submit('failure', {});
      return;
    }
    const { status, report: judged } = judge(manifests);
    for (const [rule, findings] of grouped(judged.findings)) {
      report.addViolation({ ruleName: rule, recommendation: findings[0].message, violatingResources: resourcesOf(findings), fix: `npx guichet-policies explain ${rule}` });
    }
    for (const { file, line = 1, message } of [...judged.notJudged, ...judged.staleWaivers]) {
      report.addViolation({ ruleName: 'not judged', recommendation: message, violatingResources: [{ resourceName: file, manifestPath: file, locations: [String(line)] }], fix: message });
    }
    report.submit(status === 0 ? 'success' : 'failure', { objects: String(judged.objects), rules: String(judged.rules.length), waived: String(judged.waived.length) });
  }
}

/** By rule; Node.js 20 has no `Map.groupBy`. */
function grouped(findings) {
  const groups = new Map();
  for (const one of findings) groups.set(one.rule, [...(groups.get(one.rule) ?? []), one]);
  return groups;
}

module.exports = { GuichetPolicies };
