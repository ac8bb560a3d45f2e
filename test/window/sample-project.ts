import { execFile } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Locale } from '../../src-main/contract/messages.ts'
import { startRpc } from '../engine/rpc-client.ts'

const repository = resolve(import.meta.dirname, '../..')

/** Emptied by Playwright when a run begins: what lies there was made by this code. */
const madeInThisRun = join(repository, 'test-results/sample-projects')

/** A copy of the sample shop of so many users, made once in a run. Returns the path of the project. */
export async function copySampleProject(
  folder: string,
  users: number,
  locale: Locale = 'en',
): Promise<string> {
  const place = join(madeInThisRun, `${users}-${locale}`)
  const made = join(place, 'made')
  mkdirSync(place, { recursive: true })
  if (begins(place)) {
    writeFileSync(`${made}.partial`, await makeSampleProject(place, users, locale))
    renameSync(`${made}.partial`, made)
  } else while (!existsSync(made)) await waitFor(place, made)
  const project = readFileSync(made, 'utf8')
  const copy = join(folder, basename(project))
  copyFileSync(project, copy)
  return copy
}

/** Whether this process is the one that makes it. */
function begins(place: string): boolean {
  try {
    writeFileSync(join(place, 'maker'), String(process.pid), { flag: 'wx' })
    return true
  } catch {
    return false
  }
}

/** Throws where the other process ended before it had made it. */
async function waitFor(place: string, made: string): Promise<void> {
  await wait(100)
  const maker = Number(readFileSync(join(place, 'maker'), 'utf8'))
  try {
    if (maker > 0) process.kill(maker, 0)
  } catch {
    if (!existsSync(made)) throw new Error(`The process that made ${place} has ended.`)
  }
}

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
