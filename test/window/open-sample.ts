import { Analyst, type Language } from './analyst.ts'
import type { Launch } from './fixtures.ts'
import { copySampleProject } from './sample-project.ts'

/** The window on a copy of the sample shop of so many users, where everything is made. */
export async function openSample(
  launch: Launch,
  folder: string,
  users: number,
  language: Language = 'en',
): Promise<Analyst> {
  const project = await copySampleProject(folder, users, language)
  const running = await launch({ locale: language })
  await running.page.setViewportSize({ width: 1280, height: 800 })
  const analyst = new Analyst(running, language)
  await analyst.openProject(project)
  return analyst
}
