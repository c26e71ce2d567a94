/* The whole model: see README.md. */
#ifndef TROUBLE
#define TROUBLE 3
#endif
#ifndef ASKS
#define ASKS 2
#endif
#ifndef UNDER_WAY
#define UNDER_WAY 1
#endif
#define PATIENCE 1

#include "machine.generated.pml"
#include "state.pml"
#include "store.pml"
#include "properties.pml"
#include "people.pml"
#include "clock.pml"
