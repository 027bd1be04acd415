/** A patch of one object in a stack: where neither a value nor a facet fits, such as a label that one tool asks of one account. */
import { JsonPatch, type App } from 'cdk8s';
import { patch } from '../../../constructs/patch.ts';

export const labelLedgerAccount = (app: App): void => patch(app, 'services-finance/ledger/identity/account', JsonPatch.add('/metadata/labels/audit.example~1reviewed', 'yes'));
