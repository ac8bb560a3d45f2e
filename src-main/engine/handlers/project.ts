import type { projectMethods } from '../../contract/project.ts'
import { readInformation } from '../../store/information.ts'
import type { Handlers } from '../handler.ts'

export const projectHandlers: Handlers<Pick<typeof projectMethods, 'project.information'>> = {
  'project.information': (_params, context) =>
    context.hasProject ? readInformation(context.project().reader) : null,
}
