/** A program's variables as a schema. The process refuses to start, naming everything that is wrong. */
import { Compile } from 'typebox/compile';
import { IsOptional, Type, type Static, type TObject, type TProperties } from 'typebox';
import { Convert, Default } from 'typebox/value';
import type { DatabaseProps } from './database.ts';

export class ConfigurationError extends Error {
  constructor(faults: readonly string[]) {
    super(`the configuration is not valid, nothing was started\n${faults.map((line) => `  - ${line}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

/** What every program finds, made by constructs/settings.ts. */
export const commonVariables = {
  SERVICE_NAME: Type.String({ minLength: 1 }),
  ENVIRONMENT: Type.String({ minLength: 1 }),
  HOST: Type.String({ default: '0.0.0.0', description: 'address to listen on' }),
  PORT: Type.Integer({ minimum: 1, maximum: 65_535 }),
  ADMIN_PORT: Type.Integer({ minimum: 1, maximum: 65_535 }),
  LOG_LEVEL: Type.Enum(['debug', 'info', 'warn', 'error'], { default: 'info' }),
} as const;

export const drainVariables = {
  DRAIN_MS: Type.Integer({ minimum: 0, default: 5_000, description: 'how long load balancers may still send after readiness is gone' }),
} as const;

export const databaseVariables = {
  DATABASE_HOST: Type.String({ minLength: 1 }),
  DATABASE_PORT: Type.Integer({ minimum: 1, maximum: 65_535 }),
  DATABASE_NAME: Type.String({ minLength: 1 }),
  DATABASE_CREDENTIALS_DIRECTORY: Type.String({ minLength: 1 }),
  DATABASE_CA_FILE: Type.Optional(Type.String({ minLength: 1 })),
} as const;

type DatabaseSettings = Static<TObject<typeof databaseVariables>>;

/** The database that the variables name. */
export const databaseOf = ({ DATABASE_HOST, DATABASE_PORT, DATABASE_NAME, DATABASE_CREDENTIALS_DIRECTORY, DATABASE_CA_FILE }: DatabaseSettings): DatabaseProps => ({
  host: DATABASE_HOST,
  port: DATABASE_PORT,
  database: DATABASE_NAME,
  credentialsDirectory: DATABASE_CREDENTIALS_DIRECTORY,
  ...(DATABASE_CA_FILE !== undefined && { caFile: DATABASE_CA_FILE }),
});

/** Reads the variables that a program declares. Throws a {@link ConfigurationError} that names each missing or malformed one. */
export function readConfiguration<const P extends TProperties>(properties: P, variables: Readonly<Record<string, string | undefined>>): Static<TObject<P>> {
  const schema = Type.Object(properties);
  const present = Object.fromEntries(Object.keys(properties).flatMap((name) => (variables[name] === undefined ? [] : [[name, variables[name]]])));
  const value: unknown = Convert(schema, Default(schema, present));
  const validator = Compile(schema);
  if (validator.Check(value)) return value;
  const missing = Object.entries(properties).filter(([name, property]) => present[name] === undefined && !IsOptional(property) && !('default' in property));
  const malformed = validator.Errors(value).filter(({ instancePath }) => instancePath !== '').map(({ instancePath, message }) => `${instancePath.slice(1)} is ${JSON.stringify(present[instancePath.slice(1)])}: ${message}`);
  throw new ConfigurationError([...missing.map(([name]) => `${name} is not set`), ...new Set(malformed)]);
}
