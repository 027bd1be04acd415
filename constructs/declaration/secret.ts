/** A secret that a service reads as files; its value is at the secret store and never in the tree. */
export interface Secret {
  /** Unique within the service, a DNS label; the files lie in `/etc/guichet/secrets/<name>/`. */
  readonly name: string;
  readonly purpose: string;
  /** File names, which are the property names at the secret store. */
  readonly keys: readonly [string, ...string[]];
  /** `reload`: the program reads the files again when they change. `restart`: it drains and ends, and is started anew. */
  readonly onChange: 'reload' | 'restart';
}

export const secret = (name: string, props: Omit<Secret, 'name'>): Secret => ({ name, ...props });
