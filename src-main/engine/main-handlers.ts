import type { MethodName, Params, Result } from '../contract/methods.ts'
import { graphCommands } from './commands/graph.ts'
import { historyCommands } from './commands/history.ts'
import { judgementCommands } from './commands/judgements.ts'
import { modelCommands } from './commands/models.ts'
import { pipelineCommands } from './commands/pipeline.ts'
import { projectCommands } from './commands/project.ts'
import { renamingAndRemoving } from './commands/renaming-and-removing.ts'
import { reportCommands } from './commands/report.ts'
import type { MainScope } from './engine.ts'

/** Answers a method on the engine's own thread: writes, and requests made of other requests. */
export type MainHandler<Name extends MethodName> = (
  params: Params<Name>,
  scope: MainScope,
) => Promise<Result<Name>>

export type MainHandlers<Names extends MethodName> = { readonly [Name in Names]: MainHandler<Name> }

export const mainHandlers = {
  ...projectCommands,
  ...graphCommands,
  ...renamingAndRemoving,
  ...historyCommands,
  ...judgementCommands,
  ...modelCommands,
  ...reportCommands,
  ...pipelineCommands,
  'jobs.list': async (_params: Params<'jobs.list'>, scope: MainScope) => scope.jobs(),
}
