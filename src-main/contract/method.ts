import type * as v from 'valibot'

/** Any schema of the contract. */
type Schema = v.GenericSchema

/**
 * One method of the contract.
 *
 * `query` answers from what it is given or from a read-only connection, in well under a second;
 * `command` changes the project through the storage thread; `job` runs long on a worker, reports progress and can be
 * cancelled.
 */
export interface Method<Params extends Schema = Schema, Result = unknown> {
  readonly kind: 'query' | 'command' | 'job'
  /** Whether a job leaves something in the project, so that what is asked after it must see it; every command does. */
  readonly publishes?: true
  readonly params: Params
  /** Never present at run time: the type of what the engine returns, sentences still as `Words`. */
  readonly result?: Result
}

/** `query<Result>()(schema)`: the result's type is stated, the parameters' is inferred from the schema. */
export const query = define('query')
export const command = define('command')
export const job = define('job')
export const publishingJob = define('job', { publishes: true })

function define(kind: Method['kind'], more: Pick<Method, 'publishes'> = {}) {
  return <Result>() =>
    <Params extends Schema>(params: Params): Method<Params, Result> => ({ kind, ...more, params })
}

export type ParamsOf<M> = M extends Method<infer Params, unknown> ? v.InferOutput<Params> : never
export type InputOf<M> = M extends Method<infer Params, unknown> ? v.InferInput<Params> : never
export type ResultOf<M> = M extends Method<Schema, infer Result> ? Result : never
