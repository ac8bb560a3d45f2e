import { project } from '../state/project.svelte.ts'
import { makeSample, openProject } from '../state/project-actions.ts'
import { tour } from './tour.svelte.ts'

/** Makes the sample where the analyst says, opens it and begins its tour. */
export async function openSample(): Promise<void> {
  const made = await makeSample()
  if (made === null || !(await openProject(made.path))) return
  await tour.begin(project.current?.path ?? made.path, made.truth.averageEffect)
}
