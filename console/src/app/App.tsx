import { lazy, Suspense, useEffect } from "react";
import { Link, Navigate, Route, Routes } from "react-router";
import type { Role } from "../api/wire";
import { useTexts } from "../i18n";
import { Empty } from "../ui/Empty";
import { ProblemBox } from "../ui/problems";
import { LogIn } from "./LogIn";
import { findMe, useMe } from "./me";
import { Shell } from "./Shell";

const DeskPage = lazy(() => import("../desk/DeskPage"));
const FloorPage = lazy(() => import("../floor/FloorPage"));
const ComplaintsPage = lazy(() => import("../cases/ComplaintsPage"));
const FlowsPage = lazy(() => import("../flows/FlowsPage"));
const TopicsPage = lazy(() => import("../topics/TopicsPage"));
const CallbacksPage = lazy(() => import("../cases/CallbacksPage"));

/** Where a role's day begins. */
export const homeOf = (role: Role): string => (role === "agent" ? "/desk" : "/floor");

export function App() {
  const { t } = useTexts();
  const { me, problem } = useMe();
  useEffect(() => {
    void findMe();
  }, []);

  if (problem && me === undefined) return <ProblemBox error={problem} retry={() => void findMe()} />;
  if (me === undefined) return <Empty>{t("app.loading")}</Empty>;
  if (me === null) return <LogIn />;
  const home = homeOf(me.role);
  return (
    <Shell me={me}>
      <Suspense fallback={<Empty>{t("app.loading")}</Empty>}>
        <Routes>
          {me.role !== "admin" && <Route path="/desk" element={<DeskPage />} />}
          {me.role !== "agent" && <Route path="/floor" element={<FloorPage />} />}
          {me.role !== "agent" && <Route path="/flows/:flow?" element={<FlowsPage />} />}
          {me.role !== "agent" && <Route path="/topics" element={<TopicsPage />} />}
          <Route path="/complaints" element={<ComplaintsPage />} />
          <Route path="/callbacks" element={<CallbacksPage />} />
          {["/", "/desk", "/floor", "/login"].map((path) => (
            <Route key={path} path={path} element={<Navigate to={home} replace />} />
          ))}
          <Route
            path="*"
            element={
              <Empty title={t("app.notFound")}>
                <Link to={home}>{t("app.home")}</Link>
              </Empty>
            }
          />
        </Routes>
      </Suspense>
    </Shell>
  );
}
