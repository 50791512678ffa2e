/**
 * What the settings of all processes have in common: where they come from, and how they are
 * refused.
 */
package dev.logplex.settings;
