/** Rejects with what was not as it should be. */
export interface Scenario {
  readonly name: string;
  readonly play: () => Promise<void>;
}
