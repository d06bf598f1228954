export { ofDepartments } from './departments.ts';
export { databaseOf, databasesOf } from './database-url.ts';
export { isConnectionProblem, openView, type View, type ViewSettings } from './connection.ts';
export { agedIds, begunBy, byPerson, idsOf } from './find.ts';
export { type Page, pageOf, PageQuery } from './page.ts';
export {
  createProjector,
  currentCollection,
  type Current,
  type CurrentCollection,
  type EventDocument,
  type Projection,
  storedMessage,
  type ViewProjector,
} from './projector.ts';
export { queriedSchema } from './schema.ts';
