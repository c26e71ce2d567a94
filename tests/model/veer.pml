/* The whole model: see README.md. */
#ifndef TROUBLE
#define TROUBLE 2
#endif
#ifndef ASKS
#define ASKS 1
#endif
#define PATIENCE 1

#include "machine.generated.pml"
#include "state.pml"
#include "store.pml"
#include "properties.pml"
#include "people.pml"
#include "clock.pml"
