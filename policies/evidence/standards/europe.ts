import type { Standard } from '../row.ts';

export const dora: Standard = {
  name: 'dora',
  title: 'DORA, Regulation (EU) 2022/2554',
  rows: [
    { id: '6.1', shown: 'not shown by manifests', asked: 'there is a framework for managing risks of information technology', still: 'the framework, and its approval by the management' },
    { id: '7', shown: 'partial', asked: 'systems are up to date, reliable, and have the capacity for peaks', still: 'load tests, and what the cluster has left' },
    { id: '8.1', shown: 'pointer', where: 'docs/catalogue.md: services, owners, what they depend on', asked: 'functions, systems and what they depend on are identified', still: 'what is not in this repository' },
    { id: '9.2', shown: 'partial', walls: ['ingress', 'egress', 'mesh'], asked: 'systems are resilient, and data is available, authentic, whole and confidential where it is stored, used and sent', still: 'that the cluster runs these objects, and how storage is encrypted' },
    { id: '9.4', shown: 'partial', walls: ['ingress', 'egress', 'exits', 'mesh'], asked: 'access is limited to what is needed and authenticated, parts can be cut off, and changes follow a procedure', still: 'the policies, and records of changes' },
    { id: '10.1', shown: 'partial', asked: 'what is out of the ordinary is detected soon', still: 'alerts that fired, and who answered' },
    { id: '11.1', shown: 'not shown by manifests', asked: 'there are plans for continuity, and they are tested', still: 'the plans, and records of the tests' },
    { id: '12.1', shown: 'partial', asked: 'data is backed up by written policies, and can be brought back in time', still: 'the policies, and records of restores' },
    { id: '12.4', shown: 'partial', asked: 'there is redundant capacity for what the business needs', still: 'the second site, and tests of moving there; manifests show copies over failure zones of one cluster' },
    { id: '17.1', shown: 'not shown by manifests', asked: 'incidents are handled and recorded', still: 'the records' },
    { id: '24.1', shown: 'pointer', where: '.ci/run: what is tested with every change', asked: 'there is a programme of tests of resilience', still: 'the programme, and tests of what runs' },
    { id: '28.1', shown: 'not shown by manifests', asked: 'risks of providers are managed', still: 'the register of contracts' },
  ],
};

export const psd2: Standard = {
  name: 'psd2-rts-sca',
  title: 'PSD2, regulatory technical standards on strong customer authentication, Delegated Regulation (EU) 2018/389',
  rows: [
    { id: '4', shown: 'partial', walls: ['mesh'], asked: 'what authenticates a payer takes two independent elements and gives a code', still: 'the identity provider; the mesh asks for the token that it gives' },
    { id: '5', shown: 'pointer', where: 'services/payments and the providers’ protocols', asked: 'the code is bound to amount and payee', still: 'the providers’ certifications' },
    { id: '22', shown: 'pointer', where: 'declarations’ secrets; the identity provider', asked: 'personal credentials are confidential and whole in all phases', still: 'the identity provider' },
    { id: '30', shown: 'not shown by manifests', asked: 'banks give others an interface', still: 'the bank’s interface: we are its caller' },
    { id: '34', shown: 'pointer', where: 'services/bank: its certificate for website authentication is a secret in its declaration', asked: 'providers identify themselves by qualified certificates', still: 'the certificate, and its register entry' },
    { id: '35', shown: 'direct', walls: ['outside', 'doors'], asked: 'what is exchanged with banks and payers over the Internet is encrypted throughout, by what is widely held to be strong', still: 'a scan of the public addresses' },
  ],
};

export const gdpr: Standard = {
  name: 'gdpr',
  title: 'GDPR, Regulation (EU) 2016/679',
  rows: [
    { id: '17', shown: 'pointer', where: 'services/customers: erasure, and its event to the others', asked: 'people’s data is erased when they ask', still: 'records of requests' },
    { id: '20', shown: 'pointer', where: 'services/customers: export', asked: 'people get their data to take away', still: 'records of requests' },
    { id: '25', shown: 'partial', walls: ['mesh', 'ingress'], asked: 'by design and by default only data that is needed is reached by those who need it', still: 'what the programs do with it' },
    { id: '30', shown: 'pointer', where: 'docs/catalogue.md: purposes of services and stores', asked: 'there are records of what is done with data', still: 'the records' },
    { id: '32', shown: 'partial', walls: ['ingress', 'egress', 'outside'], asked: 'data is secure: encrypted, confidential, available, restored after a fault, and the measures are tested', still: 'records of restores and tests' },
    { id: '33', shown: 'not shown by manifests', asked: 'breaches are notified within 72 hours', still: 'the procedure, and records' },
  ],
};
