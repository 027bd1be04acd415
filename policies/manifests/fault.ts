/** Why something could not be read. What could not be read was not judged, and is never counted as clean. */
export type FaultCode = 'unreadable' | 'too-large' | 'encoding' | 'binary' | 'empty' | 'syntax' | 'tab' | 'duplicate-key' | 'too-deep' | 'expansion' | 'not-kubernetes' | 'waiver';

export interface Fault {
  readonly code: FaultCode;
  readonly file: string;
  /** From 1; absent where the whole file is meant. */
  readonly line?: number;
  readonly column?: number;
  /** What is wrong, and the way out. */
  readonly message: string;
}

export const faultText = ({ file, line, column, message }: Fault): string => `${[file, line, column].filter((part) => part !== undefined).join(':')}: ${message}`;
