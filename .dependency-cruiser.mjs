/** For dependency-cruiser's own command line and for editors, for example `npx depcruise src --output-type mermaid`. */
import { readingOptions } from './scripts/boundaries/cruise.ts';
import { boundaryRules } from './scripts/boundaries/rules.ts';

export default { forbidden: boundaryRules.map(({ rule }) => rule), options: readingOptions };
