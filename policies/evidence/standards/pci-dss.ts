import type { Row, Standard } from '../row.ts';

const network: readonly Row[] = [
  { id: '1.2.1', shown: 'partial', walls: ['ingress', 'egress', 'mesh'], asked: 'there are rules for how network controls are set, and they are followed', still: 'the written rules, and who keeps them' },
  { id: '1.2.3', shown: 'pointer', where: 'README.md and guichet-policies reach --output mermaid: drawn from the declarations, and from the manifests', asked: 'diagrams show all connections between the cardholder data environment and other networks', still: 'what is outside the cluster' },
  { id: '1.2.4', shown: 'pointer', where: 'docs/catalogue.md: who calls whom, what each service stores, and its scope', asked: 'diagrams show how account data flows over systems and networks', still: 'flows outside the cluster' },
  { id: '1.2.5', shown: 'partial', walls: ['ingress', 'egress', 'doors', 'outside'], asked: 'every service, protocol and port that is open is known, approved and needed', still: 'who approved the declared ways, whose reasons stand beside them' },
  { id: '1.2.7', shown: 'partial', walls: ['ingress', 'egress', 'exits', 'mesh'], asked: 'what network controls hold is reviewed at least every six months', still: 'records of the reviews; the comparison with the declared graph is run with every change' },
  { id: '1.2.8', shown: 'partial', asked: 'files that configure network controls are kept from people without the right, and are what is in force', still: 'who may write to the repository, and Argo CD’s state in the cluster' },
  { id: '1.3.1', shown: 'direct', walls: ['ingress', 'mesh', 'doors'], asked: 'what comes into the cardholder data environment is limited to what is needed, and all else is refused', still: 'that the cluster runs these objects, and that its network plug-in enforces them' },
  { id: '1.3.2', shown: 'direct', walls: ['egress', 'exits', 'outside'], asked: 'what leaves the cardholder data environment is limited to what is needed, and all else is refused', still: 'that the cluster runs these objects, and that its network plug-in enforces them' },
  { id: '1.4.1', shown: 'partial', walls: ['doors', 'exits'], asked: 'network controls stand between trusted and untrusted networks', still: 'the firewalls, routers and load balancers in front of the cluster, which are the first such control' },
  { id: '1.4.2', shown: 'direct', walls: ['doors', 'ingress'], asked: 'from untrusted networks only systems that are meant to be public are reached, and answers to what was asked from inside', still: 'the routers and load balancers in front of the cluster' },
  { id: '1.4.3', shown: 'not shown by manifests', asked: 'forged source addresses from untrusted networks are refused', still: 'the network plug-in’s and the perimeter’s settings' },
  { id: '1.4.4', shown: 'direct', walls: ['ingress', 'doors'], asked: 'what stores cardholder data is not reached from untrusted networks', still: 'that stored card numbers are nowhere else: a scan for them' },
  { id: '1.5.1', shown: 'not shown by manifests', asked: 'devices that connect to both untrusted networks and the environment are protected', still: 'how staff devices are managed' },
];

const configuration: readonly Row[] = [
  { id: '2.2.2', shown: 'not shown by manifests', asked: 'accounts that vendors ship are changed or removed', still: 'the images and operators that are installed' },
  { id: '2.2.6', shown: 'partial', asked: 'settings of systems keep them from misuse', still: 'the nodes’ and the cluster’s own settings' },
  { id: '2.2.7', shown: 'partial', asked: 'administration over a network is encrypted by strong cryptography', still: 'TLS of the API server and of the consoles where the cluster’s own settings say it, and how administrators reach them' },
];

const data: readonly Row[] = [
  { id: '3.3.1', shown: 'pointer', where: 'services/card-entry and services/vault: tests hold that the verification value is never stored; npm run leaks', asked: 'sensitive authentication data is not kept after authorisation', still: 'databases, logs and dumps of the running systems' },
  { id: '3.5.1', shown: 'partial', asked: 'stored card numbers are unreadable wherever they are stored', still: 'the envelope encryption of services/vault and its tests; a look at the stored rows' },
  { id: '3.6.1', shown: 'pointer', where: 'services/vault and its secrets in the declaration', asked: 'keys are protected against disclosure and misuse', still: 'how the key custodians work' },
  { id: '3.7.1', shown: 'pointer', where: 'services/vault: how it makes the keys of rows, and the tests of that; the key above them comes from the secret store', asked: 'keys that protect stored card numbers are made strong', still: 'how the key custodians make the key that is kept in the secret store' },
  { id: '3.7.4', shown: 'partial', asked: 'keys that protect stored card numbers change at the end of their time', still: 'how long that is, and records of changes; manifests show that a key which changed in the secret store reaches the program' },
  { id: '4.2.1', shown: 'direct', walls: ['doors', 'outside'], asked: 'card numbers travel over open, public networks only under strong cryptography, to ends whose certificates are checked and valid', still: 'the certificates that are in use, and a scan of the public addresses' },
];

const systems: readonly Row[] = [
  { id: '5.2.1', shown: 'not shown by manifests', asked: 'a solution against malware is on every system but those that were found not to be at risk', still: 'the solution on the nodes, scans of images, and the evaluation of what is left out' },
  { id: '6.2.1', shown: 'pointer', where: 'the repository: its tests, reviews and decision records', asked: 'own software is developed with security in mind', still: 'how reviews are done' },
  { id: '6.3.2', shown: 'partial', asked: 'there is an inventory of own software and what it is made of', still: 'the bills of material of the images' },
  { id: '6.3.3', shown: 'not shown by manifests', asked: 'systems get security updates in time, critical ones within a month', still: 'the list of updates, and when each was installed' },
  { id: '6.4.2', shown: 'not shown by manifests', asked: 'something in front of public web applications detects and prevents attacks all the time', still: 'the web application firewall in front of the routers, and its log' },
  { id: '6.4.3', shown: 'pointer', where: 'services/card-entry: the card fields’ content security policy, and its tests', asked: 'scripts of payment pages are authorised, listed with a reason, and known to be whole', still: 'the shop’s own pages that hold the fields, and the list of their scripts' },
  { id: '6.5.1', shown: 'partial', asked: 'changes in production follow a procedure: reason, effect on security, approval, tests, and a way back', still: 'records of changes and their approvals' },
  { id: '6.5.2', shown: 'pointer', where: '.ci/run and this report, which are made again with every change', asked: 'after a significant change all requirements still hold', still: 'records of the confirmations' },
];

const access: readonly Row[] = [
  { id: '7.2.1', shown: 'partial', asked: 'access follows a model by function and least privilege', still: 'the model, and who is in which group' },
  { id: '7.2.5', shown: 'direct', walls: ['mesh'], asked: 'accounts of applications and systems have the least privileges that they need, and reach no more than needs them', still: 'accounts that are not of these manifests, such as those of operators, nodes and the cloud' },
  { id: '8.2.2', shown: 'partial', asked: 'shared and generic accounts are an exception', still: 'accounts of people; manifests show those of programs' },
  { id: '8.3.1', shown: 'partial', walls: ['mesh'], asked: 'users and administrators are authenticated before they reach systems', still: 'the identity provider and the cluster’s own log-in; the mesh asks at the door for the provider’s tokens, customers’ too' },
  { id: '8.3.2', shown: 'partial', asked: 'what authenticates is unreadable on its way and where it is stored', still: 'the identity provider' },
  { id: '8.4.2', shown: 'pointer', where: 'the identity provider; operations that ask for a second factor say so in their declaration', asked: 'access to the environment takes more than one factor', still: 'the identity provider, and how administrators come in' },
  { id: '8.6.1', shown: 'partial', asked: 'that people log in with accounts of systems or applications is an exception, with a reason, approved and traced to the person', still: 'logs of their use' },
  { id: '8.6.2', shown: 'partial', asked: 'passwords of such accounts stand in no script, configuration or code', still: 'a scan of the repositories' },
  { id: '8.6.3', shown: 'partial', asked: 'passwords of such accounts are changed often enough, and are strong', still: 'records of changes in the secret store, and how passwords are made there' },
  { id: '9.2.1', shown: 'not shown by manifests', asked: 'entry to rooms with systems is controlled', still: 'the data centres' },
];

const operation: readonly Row[] = [
  { id: '10.2.1', shown: 'pointer', where: 'the cluster’s audit log and the services’ own logs', asked: 'what is done to the environment is logged', still: 'the logs' },
  { id: '10.3.3', shown: 'not shown by manifests', asked: 'audit logs are soon copied to where they are hard to change', still: 'where the cluster sends its audit log and those of programs, and who may write there' },
  { id: '10.7.2', shown: 'not shown by manifests', asked: 'failures of critical security controls are detected, told and answered soon', still: 'alerts of those controls; the alerts of these manifests are about services, databases and events' },
  { id: '11.3.1', shown: 'not shown by manifests', asked: 'weaknesses are scanned for from inside every three months', still: 'reports of the scans' },
  { id: '11.4.5', shown: 'pointer', where: 'guichet-policies reach: computed for every pair, which is design; the test must be made against the running cluster', asked: 'where segmentation narrows the scope, penetration tests show that it holds', still: 'reports of the tests' },
  { id: '11.5.2', shown: 'partial', asked: 'a mechanism tells people of critical files that were changed without right', still: 'who is told, and of what; manifests show that images cannot be written to, and that changes of objects are undone' },
  { id: '11.6.1', shown: 'not shown by manifests', asked: 'a mechanism tells people of changes of payment pages and their headers as browsers get them, every week at least', still: 'the mechanism, and what it told' },
  { id: '12.5.2', shown: 'partial', walls: ['ingress', 'egress', 'exits', 'mesh', 'doors', 'outside'], asked: 'the scope is written down and confirmed every year and with significant changes', still: 'who confirmed it, and that nothing outside the cluster holds account data' },
  { id: '12.10.1', shown: 'not shown by manifests', asked: 'there is a plan for incidents', still: 'the plan, and records of its tests' },
];

export const pciDss: Standard = { name: 'pci-dss-4.0.1', title: 'PCI DSS 4.0.1', rows: [...network, ...configuration, ...data, ...systems, ...access, ...operation] };
