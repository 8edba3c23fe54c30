// The volatility panel on the clients' page: with a spread on another market or expiry it turns to that one.

import { computed, effect } from '@preact/signals-core';
import { keyOf, priced, volatilityOf } from '../core/store.js';
import { chosenExpiry } from '../core/volatility.js';
import '../panels/volatility.js';

const first = computed(() => priced.value?.legs.find(({ kind }) => kind === 'option'));
const market = computed(() => (first.value ? keyOf({ id: first.value.underlying, settlement: first.value.settlement }) : ''));
const expiry = computed(() => first.value?.expiry ?? '');

effect(() => { if (market.value) volatilityOf.value = market.value; });
effect(() => { if (expiry.value) chosenExpiry.value = expiry.value; });
