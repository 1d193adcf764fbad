/**
 * With model: pins the model that a layer is asked for, whatever the request says. For backups, whose models
 * have other names. It touches nothing else.
 */
import { transform } from "../StreamingProvider.ts"

export const withModel = (model: string) =>
  transform((service) => ({ ...service, stream: (request) => service.stream({ ...request, model }) }))
