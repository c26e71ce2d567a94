/** The Dutch texts, a script of their own that says its language in its name. */
export { visitor as texts } from '../locales/nl/visitor';
