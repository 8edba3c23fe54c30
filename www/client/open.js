import { opener } from '../ui/open.js';

export const openSettings = opener(() => import('./settings.js'));
