namespace Joulemark.Tests.Metering.Exporters;

/// <summary>Pages as exporters in the field give them, cut down to what matters.</summary>
internal static class ExporterPages
{
    public const string Dcgm = """
        # HELP DCGM_FI_DEV_POWER_USAGE Power draw (in W).
        # TYPE DCGM_FI_DEV_POWER_USAGE gauge
        DCGM_FI_DEV_POWER_USAGE{gpu="0",UUID="GPU-aaaa",pci_bus_id="00000000:1B:00.0",device="nvidia0",modelName="NVIDIA H100 80GB HBM3",Hostname="node7"} 312.4
        DCGM_FI_DEV_POWER_USAGE{gpu="1",UUID="GPU-bbbb",pci_bus_id="00000000:43:00.0",device="nvidia1",modelName="NVIDIA H100 80GB HBM3",Hostname="node7"} 71.2
        # HELP DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION Total energy consumption since boot (in mJ).
        # TYPE DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION counter
        DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-aaaa",modelName="NVIDIA H100 80GB HBM3",Hostname="node7"} 5000000
        DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="1",UUID="GPU-bbbb",modelName="NVIDIA H100 80GB HBM3",Hostname="node7"} 7000000
        DCGM_FI_DEV_GPU_TEMP{gpu="0",UUID="GPU-aaaa"} 41
        """;

    public const string DcgmMig = """
        DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-aaaa",GPU_I_PROFILE="3g.40gb",GPU_I_ID="1"} 5000000
        DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION{gpu="0",UUID="GPU-aaaa",GPU_I_PROFILE="3g.40gb",GPU_I_ID="2"} 5000000
        """;

    public const string Kepler = """
        kepler_node_cpu_joules_total{node_name="node7",path="/sys/class/powercap/intel-rapl:0",zone="package"} 1000.5
        kepler_node_cpu_joules_total{node_name="node7",path="/sys/class/powercap/intel-rapl:0:0",zone="dram"} 100.5
        kepler_node_cpu_joules_total{node_name="node7",path="/sys/class/powercap/intel-rapl:1",zone="psys"} 2000.5
        kepler_node_cpu_watts{node_name="node7",path="/sys/class/powercap/intel-rapl:0",zone="package"} 55
        kepler_node_gpu_joules_total{gpu="0",gpu_uuid="GPU-aaaa",vendor="nvidia",node_name="node7"} 77
        kepler_process_cpu_joules_total{pid="1",zone="package"} 5
        kepler_platform_watts{source="redfish",node_name="node7",bmc_id="b",chassis_id="1",power_control_id="PC1"} 450.5
        """;

    public const string OldKepler = """
        kepler_node_info{components_power_source="estimator",cpu_architecture="Coffee Lake",platform_power_source="acpi",source="os"} 1
        kepler_node_package_joules_total{instance="node7",mode="dynamic",package="0",source="estimator"} 30
        kepler_node_package_joules_total{instance="node7",mode="idle",package="0",source="estimator"} 70
        kepler_node_platform_joules_total{instance="node7",mode="dynamic",source="acpi"} 300
        kepler_node_platform_joules_total{instance="node7",mode="idle",source="acpi"} 200
        """;

    public const string Node = """
        node_rapl_package_joules_total{index="0",path="/sys/class/powercap/intel-rapl:0"} 1000
        node_rapl_package_joules_total{index="1",path="/sys/class/powercap/intel-rapl:2"} 2000
        node_rapl_package_joules_total{index="0",path="/sys/class/powercap/intel-rapl-mmio:0"} 1000.1
        node_rapl_dram_joules_total{index="0",path="/sys/class/powercap/intel-rapl:0:0"} 100
        node_rapl_dram_joules_total{index="1",path="/sys/class/powercap/intel-rapl:2:0"} 200
        node_rapl_core_joules_total{index="0",path="/sys/class/powercap/intel-rapl:a:0"} 50
        node_rapl_psys_joules_total{index="0",path="/sys/class/powercap/intel-rapl:1"} 5000
        node_hwmon_power_average_watt{chip="power_meter_acpi000d:00",sensor="power1"} 211
        node_cpu_seconds_total{cpu="0",mode="idle"} 9
        """;

    public const string NodeWithZones = """
        node_rapl_joules_total{index="0",path="/sys/class/powercap/intel-rapl:0",rapl_zone="package"} 1000
        node_rapl_joules_total{index="0",path="/sys/class/powercap/intel-rapl:0:0",rapl_zone="dram"} 100
        """;

    public const string Ipmi = """
        ipmi_dcmi_power_consumption_watts 430
        ipmi_power_watts{id="90",name="Pwr Consumption"} 427
        """;

    public const string IpmiSensors = """
        ipmi_power_watts{id="90",name="System Input Power"} 427
        ipmi_power_watts{id="91",name="PSU1 Input Power"} 214
        ipmi_power_watts{id="92",name="PSU2 Input Power"} 0
        ipmi_power_watts{id="93",name="CPU Power"} 120
        ipmi_power_watts{id="94",name="Total_Fan_Power"} 20
        """;

    public const string Triton = """
        nv_energy_consumption{gpu_uuid="GPU-3877938d-024c-c46b-5268-cd86ad37f0d7"} 1234.5
        nv_gpu_power_usage{gpu_uuid="GPU-3877938d-024c-c46b-5268-cd86ad37f0d7"} 61.1
        """;

    public const string Amd = """
        gpu_energy_consumed{gpu_id="0",card_model="Instinct MI300X",serial_number="SN-0",hostname="node7"} 9000000
        gpu_package_power{gpu_id="0",card_model="Instinct MI300X",gpu_partition_id="0"} 748
        gpu_package_power{gpu_id="1",card_model="Instinct MI300X",gpu_partition_id="1"} 0
        """;

    public const string Xpum = """
        xpum_energy_joules_total{uuid="u",dev_name="Data Center GPU Max 1550",pci_bdf="0000:4D:00.0",vendor="Intel"} 5000
        xpum_energy_joules_total{uuid="u",dev_name="Data Center GPU Max 1550",pci_bdf="0000:4D:00.0",vendor="Intel",sub_dev="0"} 2400
        xpum_power_watts{uuid="u",dev_name="Data Center GPU Max 1550",pci_bdf="0000:4D:00.0",vendor="Intel"} 305
        xpum_power_watts{card="2147483649"} 305
        """;
}
