/** For the tests: browsers load card-fields.js as it is. */
export declare const digitsOf: (text: string) => string;
export declare const grouped: (text: string) => string;
export declare const isCardNumber: (digits: string) => boolean;
export declare const expiryOf: (text: string) => { month: number; year: number } | undefined;
export declare const faultsOf: (fields: { number: string; expiry: string }) => { number: string; expiry: string };
export declare const messageOf: (answer: { token: string; brand: string; last4: string }) => { type: string; token: string; brand: string; last4: string };
export declare const refusalOf: (status: number, problem?: unknown) => { number?: string; expiry?: string; status?: string };
