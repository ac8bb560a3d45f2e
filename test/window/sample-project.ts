import { execFile } from 'node:child_process'
import { renameSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import type { Locale } from '../../src-main/contract/messages.ts'
import { startRpc } from '../engine/rpc-client.ts'

const repository = resolve(import.meta.dirname, '../..')

/**
 * The sample shop with everything made: table, graph, analysis, recommendations, report. Made by the command line, as a
 * colleague might hand it over. Returns the path of the project.
 */
export async function makeSampleProject(
  folder: string,
  users: number,
  locale: Locale = 'en',
): Promise<string> {
  const out = join(folder, `shop-${locale}`)
  const request = {
    id: 1,
    method: 'pipeline.run',
    params: { events: { sample: { users, seed: 1 } }, locale, out },
  }
  const running = promisify(execFile)(process.execPath, ['src-main/cli.ts', 'rpc'], {
    cwd: repository,
    maxBuffer: 2 ** 26,
  })
  running.child.stdin!.end(`${JSON.stringify(request)}\n`)
  const { stdout } = await running
  const answers = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { result?: { project: string }; error?: unknown })
  const answer = answers.find((each) => each.result !== undefined || each.error !== undefined)
  if (answer?.result === undefined) throw new Error(`No sample project: ${JSON.stringify(answer?.error)}`)
  const project = join(out, locale === 'en' ? 'Sample shop.antecedent' : '示例商店.antecedent')
  renameSync(answer.result.project, project)
  return project
}

/** Puts a graph into a project that is closed, as another program might. */
export async function drawGraph(project: string, graph: object, roles: object): Promise<void> {
  const client = startRpc()
  for (const [method, params] of [
    ['project.open', { path: project }],
    ['graph.save', { graph, roles, edit: 'draw' }],
    ['project.close', {}],
  ] as const) {
    const { error } = await client.request(method, params)
    if (error !== undefined) throw new Error(`${method}: ${error.message}`)
  }
  await client.end()
}
