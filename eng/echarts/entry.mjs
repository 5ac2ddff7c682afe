// The parts of Apache ECharts that report.js draws with. Rebuild with build.sh.
import { use } from 'echarts/core';
import { BarChart, CustomChart, LineChart, ScatterChart } from 'echarts/charts';
import { DataZoomComponent, GridComponent, LegendScrollComponent, TooltipComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';

use([BarChart, CustomChart, LineChart, ScatterChart, DataZoomComponent, GridComponent, LegendScrollComponent, TooltipComponent, SVGRenderer]);
export { init } from 'echarts/core';
