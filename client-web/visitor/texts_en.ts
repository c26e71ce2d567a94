/** The English texts, a script of their own that says its language in its name. */
export { visitor as texts } from '../locales/en/visitor';
