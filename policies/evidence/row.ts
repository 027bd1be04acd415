/** What a standard asks, and how much of it manifests can show. */
import type { Wall } from '../reach/difference.ts';

/**
 * `direct`: the manifests are the control, and a check fails where they stop being it. `partial`: they are a part of it. `pointer`: it is shown
 * elsewhere. `not shown by manifests`: it is about people, places or what happens, which no manifest tells.
 */
export type Shown = 'direct' | 'partial' | 'pointer' | 'not shown by manifests';

interface About {
  /** As the standard numbers it. */
  readonly id: string;
  /** What is asked, in our own words: the standard's own are its publisher's. */
  readonly asked: string;
  /** What an assessor still has to see. */
  readonly still: string;
}

/** Rules say themselves which controls they bear on; walls are named here. */
export interface CheckedRow extends About {
  readonly shown: 'direct' | 'partial';
  readonly walls?: readonly Wall[];
}

export interface PointedRow extends About {
  readonly shown: 'pointer';
  readonly where: string;
}

export interface SilentRow extends About {
  readonly shown: 'not shown by manifests';
}

export type Row = CheckedRow | PointedRow | SilentRow;

export const isChecked = (row: Row): row is CheckedRow => row.shown === 'direct' || row.shown === 'partial';

export interface Standard {
  /** As the command takes it, and as rules name it: `pci-dss-4.0.1`. */
  readonly name: string;
  readonly title: string;
  readonly rows: readonly Row[];
}
