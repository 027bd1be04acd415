import type { Natural } from './units.ts';

/** The least and the most pods of a service. */
export interface Replicas {
  readonly min: number;
  readonly max: number;
}

/** `replicas(3, 12)`. A negative or fractional literal does not compile; `min > max` is found by the plan. */
export const replicas = <const Min extends number, const Max extends number>(min: Natural<Min>, max: Natural<Max>): Replicas => ({ min, max });

/** Scales by CPU use, in percent of the request. */
export interface CpuScaling {
  readonly on: 'cpu';
  readonly target: number;
}

/** Scales by the requests that the mesh sees arrive, per second and pod. */
export interface RequestScaling {
  readonly on: 'requests';
  readonly perPod: number;
}

/** Scales by unread events of the topics that the service consumes, at the lag that each consumption names. */
export interface LagScaling {
  readonly on: 'lag';
}

/**
 * How a service grows, and whether a promotion raises its floor beforehand. One autoscaler each: a HorizontalPodAutoscaler for
 * CPU without promotions, a KEDA ScaledObject for all else.
 */
export type Scaling = (CpuScaling | RequestScaling | LagScaling) & {
  readonly replicas: Replicas;
  /** Whether promotion windows of the environment raise the floor. */
  readonly promotions: boolean;
};

/** What a pod asks for; an environment's size table gives the figures. */
export type Size = 'small' | 'medium' | 'large';
