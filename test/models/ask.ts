import * as v from 'valibot'
import { type MethodName, methods, type Request, type Result } from '../../src-main/contract/methods.ts'
import { silent } from '../../src-main/contract/monitor.ts'
import type { TableReference } from '../../src-main/contract/table.ts'
import type { Context } from '../../src-main/engine/handler.ts'
import { findHandler } from '../../src-main/engine/handler-table.ts'
import { loadTable } from '../../src-main/engine/load-table.ts'
import { openProjects } from '../../src-main/engine/open-project.ts'
import { noGraphics } from '../../src-main/models/backends/graphics.ts'
import { serial } from '../../src-main/numeric/parallel.ts'

const noProject = () => {
  throw new Error('no project is open here')
}
const context: Context = {
  monitor: silent,
  locale: 'en',
  parallel: serial,
  ownThreads: () => ({ ...serial, close: async () => {} }),
  graphics: noGraphics,
  hasProject: false,
  project: noProject,
  table: (reference: TableReference) => loadTable(reference, noProject, openProjects()),
} as Context

/** Asks a method that needs no project as a client does: through the schema, defaults filled in. */
export async function ask<Name extends MethodName>(name: Name, params: Request<Name>): Promise<Result<Name>> {
  const handler = await findHandler(name)
  return (await handler(v.parse(methods[name].params, params), context)) as Result<Name>
}
