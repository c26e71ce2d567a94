import type { staff as dutch } from '../../locales/nl/staff';
import type { Dictionary } from '../i18n';

/** The texts that both staff pages have; each page's own dictionary carries them as `staff`. */
export type StaffTexts = Dictionary<typeof dutch>;
