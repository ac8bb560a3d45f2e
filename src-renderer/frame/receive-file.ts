import { incoming } from '../state/incoming.svelte.ts'
import { navigation } from '../state/navigation.svelte.ts'
import { project } from '../state/project.svelte.ts'
import { newProject, openProject } from '../state/project-actions.ts'

/** A file that was dropped on the window or given to the program: a project is opened, a log goes to the import wizard. */
export async function receiveFile(path: string): Promise<void> {
  if (path.toLowerCase().endsWith('.antecedent')) {
    await openProject(path)
    return
  }
  if (project.current === null && !(await newProject())) return
  incoming.log = path
  navigation.go('data', 'import')
}
