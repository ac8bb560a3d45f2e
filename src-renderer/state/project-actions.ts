import * as m from '../../messages/compiled/messages.js'
import type { Response } from '../../src-main/contract/methods.ts'
import { chooseFile, chooseTarget, isFailure, request } from './engine.ts'
import { attempt, report } from './failures.svelte.ts'
import { fileName } from './format.ts'
import { runJob } from './jobs.svelte.ts'
import { leaving } from './leaving.svelte.ts'
import { navigation } from './navigation.svelte.ts'
import { asksForPassphrase } from './passphrase.svelte.ts'
import { project } from './project.svelte.ts'
import { toasts } from './toasts.svelte.ts'

const wrongPassphrase = new Set(['PROJECT_PASSPHRASE_NEEDED', 'PROJECT_WRONG_PASSPHRASE'])

/** Asks where, and whether with a passphrase. */
export async function newProject(): Promise<boolean> {
  const path = await chooseTarget('project', `${m.ui_project_untitled()}.antecedent`)
  if (path === null) return false
  const answer = await asksForPassphrase({ purpose: 'create', name: fileName(path), wrong: null })
  if (answer === null || !(await leaving.mayLeave())) return false
  return opened(() => request('project.create', { path, passphrase: answer.passphrase }))
}

/** Opens a project from a path or from a dialog; asks for the passphrase until it fits or the analyst gives up. */
export async function openProject(path?: string): Promise<boolean> {
  const chosen = path ?? (await chooseFile('project'))
  if (chosen === null || !(await leaving.mayLeave())) return false
  let passphrase: string | null = null
  let wrong: string | null = null
  for (;;) {
    try {
      const information = await request('project.open', { path: chosen, passphrase })
      if (information.interruptedImports > 0) toasts.say(m.ui_project_interrupted(), { kind: 'refused' })
      return await opened(async () => information)
    } catch (error) {
      if (!isFailure(error) || !wrongPassphrase.has(error.code)) {
        report(error)
        return false
      }
      if (passphrase !== null) wrong = error.message
      const answer = await asksForPassphrase({ purpose: 'open', name: fileName(chosen), wrong })
      if (answer?.passphrase == null) return false
      passphrase = answer.passphrase
    }
  }
}

/** Null where the analyst thought better of it or it could not be made. */
export async function makeSample(): Promise<Response<'sample.create'> | null> {
  const path = await chooseTarget('project', `${m.ui_start_sample_name()}.antecedent`)
  if (path === null) return null
  return (await attempt(() => runJob('sample.create', { path }, () => m.ui_job_sample()))) ?? null
}

export async function closeProject(): Promise<void> {
  if (!(await leaving.mayLeave())) return
  const closed = await attempt(() => request('project.close', {}))
  if (closed === undefined) return
  await project.refresh()
  navigation.enter(null)
}

export async function copyProject(): Promise<void> {
  const current = project.current
  if (current === null) return
  const path = await chooseTarget('project', `${current.name} 2.antecedent`)
  if (path === null) return
  const copy = await attempt(() => request('project.copy', { path }))
  if (copy) toasts.say(m.ui_project_copied({ path: copy.path }))
}

export async function changePassphrase(): Promise<void> {
  const current = project.current
  if (current === null) return
  const answer = await asksForPassphrase({
    purpose: current.encrypted ? 'change' : 'set',
    name: current.name,
    wrong: null,
  })
  if (answer === null) return
  const done = await attempt(() =>
    request('project.changePassphrase', { from: answer.current, to: answer.passphrase }),
  )
  if (done === undefined) return
  toasts.say(
    answer.passphrase === null ? m.ui_project_passphrase_removed() : m.ui_project_passphrase_changed(),
  )
  await project.refresh()
}

async function opened(
  open: () => Promise<{ readonly path: string; readonly name: string } | null>,
): Promise<boolean> {
  const information = await attempt(open)
  if (!information) return false
  navigation.enter(information.path)
  await project.refresh()
  return true
}
