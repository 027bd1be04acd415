/** Who answers for a service. */
export interface Team {
  /** A DNS label; also the name of the Argo CD project. */
  readonly name: string;
  /** The group of the identity provider whose members are the team. */
  readonly group: string;
  /** Where alerts go, as the receiver of Alertmanager names it. */
  readonly alerts: string;
}

export const team = (declared: Team): Team => declared;
