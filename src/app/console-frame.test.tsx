// @vitest-environment jsdom
import { screen, waitFor, within } from "@testing-library/react";
import { http } from "msw";
import { setupServer } from "msw/node";
import { type ReactNode, useState } from "react";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { messages } from "../config/messages.ts";
import { apiPaths } from "../contract/api-paths.ts";
import { memberPermissions } from "../contract/member-permissions.ts";
import { type OrganizationsAnswer } from "../contract/organizations.ts";
import { analyticalEngines, harbourWorks } from "../mocks/people.ts";
