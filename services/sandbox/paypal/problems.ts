/** How PayPal refuses. */
import type { Outgoing } from '../frame/part.ts';

/** Message and status by name, word for word: their document has them as constants. */
const names = {
  INVALID_REQUEST: [400, 'Request is not well-formed, syntactically incorrect, or violates schema.'],
  RESOURCE_NOT_FOUND: [404, 'The specified resource does not exist.'],
  RESOURCE_CONFLICT: [409, 'The server has detected a conflict while processing this request.'],
  UNPROCESSABLE_ENTITY: [422, 'The requested action could not be performed, semantically incorrect, or failed business validation.'],
  INTERNAL_SERVER_ERROR: [500, 'An internal server error occurred.'],
} as const satisfies Readonly<Record<string, readonly [number, string]>>;

const debugId = '90957fca61718';

export interface Issue {
  readonly issue: string;
  readonly description?: string;
  readonly field?: string;
  readonly value?: string;
}

/** Word for word, since their documents have them as constants. Other issues may be asked for by name: those have none of their own here. */
const descriptions: Readonly<Record<string, string>> = {
  TRANSACTION_REFUSED: 'The request was refused.',
  INSTRUMENT_DECLINED: "The instrument presented  was either declined by the processor or bank, or it can't be used for this payment.",
  PAYER_CANNOT_PAY: 'Payer cannot pay for this transaction. Please contact the payer to find other ways to pay for this transaction.',
  COMPLIANCE_VIOLATION: 'Transaction is declined due to compliance violation.',
  TRANSACTION_LIMIT_EXCEEDED: 'Total payment amount exceeded transaction limit.',
  ORDER_NOT_APPROVED: "Payer has not yet approved the Order for payment. Please redirect the payer to the 'rel':'approve' url returned as part of the HATEOAS links within the Create Order call.",
  ORDER_ALREADY_AUTHORIZED: "Order already authorized.If 'intent=AUTHORIZE' only one authorization per order is allowed.",
  ORDER_ALREADY_CAPTURED: "Order already captured.If 'intent=CAPTURE' only one capture per order is allowed.",
  DUPLICATE_INVOICE_ID: 'Duplicate Invoice ID detected. To avoid a potential duplicate transaction your account setting requires that Invoice Id be unique for each transaction.',
  DECIMALS_NOT_SUPPORTED: 'Currency does not support decimals. Please refer to https://developer.paypal.com/docs/api/reference/currency-codes/ for more information.',
  DECIMAL_PRECISION: 'If the currency supports decimals, only two decimal place precision is supported.',
  CANNOT_BE_ZERO_OR_NEGATIVE: 'Must be greater than zero. If the currency supports decimals, only two decimal place precision is supported.',
  MAX_CAPTURE_AMOUNT_EXCEEDED: 'Capture amount exceeds allowable limit. Please contact customer service or your account manager to request the change to your overage limit. The default overage limit is 115%, which allows the sum of all captures to be up to 115% of the order amount. The ability to over capture is subjected to regulatory approvals.',
  AUTHORIZATION_ALREADY_CAPTURED: 'Authorization has previously been captured.',
  AUTHORIZATION_VOIDED: 'A voided authorization cannot be captured or reauthorized. ',
  AUTHORIZATION_DENIED: 'An denied authorization cannot be captured.',
  AUTH_CAPTURE_CURRENCY_MISMATCH: 'Currency of capture must be the same as currency of authorization.',
  PREVIOUSLY_VOIDED: 'Authorization has been previously voided and hence cannot be voided again.',
  PREVIOUSLY_CAPTURED: 'Authorization has been previously captured and hence cannot be voided.',
  CAPTURE_FULLY_REFUNDED: 'The capture has already been fully refunded',
  REFUND_AMOUNT_EXCEEDED: 'The refund amount must be less than or equal to the capture amount that has not yet been refunded.',
  REFUND_CAPTURE_CURRENCY_MISMATCH: 'Refund must be in the same currency as the capture',
  PREVIOUS_REQUEST_IN_PROGRESS: 'A previous request on this resource is currently in progress. Please wait for sometime and try again. It is best to space out the initial and the subsequent request(s) to avoid receiving this error.',
  ORDER_COMPLETION_IN_PROGRESS: 'The order was created with processing_instruction of ORDER_COMPLETE_ON_PAYMENT_APPROVAL. The customer has approved the payment and PayPal is still in the process of capturing the order on your behalf as instructed. Please try your request again.',
  PAYPAL_REQUEST_ID_REQUIRED: "A PayPal-Request-Id is required if you are trying to process payment for an Order. Please specify a PayPal-Request-Id or Create the Order without a 'payment_source' specified.",
  INVALID_RESOURCE_ID: 'Specified resource ID does not exist. Please check the resource ID and try again.',
  INVALID_PARAMETER_VALUE: 'A parameter value is not valid.',
};

const about = (issue: Issue) => ({ ...issue, ...(issue.field !== undefined && { location: 'body' }), description: issue.description ?? descriptions[issue.issue] ?? 'See the error messages of this API.' });

export function refused(name: keyof typeof names, issues: readonly Issue[] = [], links: readonly object[] = []): Outgoing {
  const [status, message] = names[name];
  return { status, body: { name, message, debug_id: debugId, ...(issues.length > 0 && { details: issues.map(about) }), links } };
}

export const unprocessable = (issue: string, links: readonly object[] = []): Outgoing => refused('UNPROCESSABLE_ENTITY', [{ issue }], links);

export const inProgress = (): Outgoing => refused('RESOURCE_CONFLICT', [{ issue: 'PREVIOUS_REQUEST_IN_PROGRESS' }]);

export const notFound = (): Outgoing => refused('RESOURCE_NOT_FOUND', [{ issue: 'INVALID_RESOURCE_ID' }]);

export const unauthorised = (): Outgoing => ({ status: 401, body: { name: 'AUTHENTICATION_FAILURE', message: 'Authentication failed due to missing authorization header, or invalid authentication credentials.', debug_id: debugId, links: [] } });
