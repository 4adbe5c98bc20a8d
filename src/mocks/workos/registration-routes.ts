import { buildListPage } from "../http/list-page.ts";
import type { Route } from "../http/route.ts";
import { seedCreatedAt } from "../people.ts";
import { answerList } from "./list-answer.ts";
import type { WorkosSettings } from "./settings.ts";

/** What is registered for the application: its redirect URIs and the origins whose pages may read answers. */
export function registrationRoutes(settings: WorkosSettings): Route[] {
  const createdAt = new Date(seedCreatedAt).toISOString();
  const dates = { created_at: createdAt, updated_at: createdAt };
  const list = (
    path: string,
    prefix: string,
    values: string[],
    serialize: (item: Item) => object,
  ): Route => ({
    method: "GET",
    path,
    answer: ({ url }) =>
      answerList(
        buildListPage(
          values.map((value, index) => ({
            id: `${prefix}_01PORTICOMOCK${String(index).padStart(13, "0")}`,
            createdAtMs: Date.parse(createdAt),
            value,
            index,
          })),
          url.searchParams,
          serialize,
        ),
      ),
  });
  return [
    list("/user_management/redirect_uris", "redir", settings.redirectUris, ({ id, value, index }) => ({
      object: "redirect_uri",
      id,
      uri: value,
      default: index === 0,
      ...dates,
    })),
    list("/user_management/cors_origins", "cors_origin", settings.allowedOrigins, ({ id, value }) => ({
      object: "cors_origin",
      id,
      origin: value,
      ...dates,
    })),
  ];
}

type Item = { id: string; value: string; index: number };
